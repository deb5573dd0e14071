def clip(:
