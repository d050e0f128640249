"""The looks: what people may see, each a frozen view made on a connection that cannot write."""
