def more(): pass
