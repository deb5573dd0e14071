from acts import relu
