"""The steps by which the tables came to be; run by ``geo.store.engine``, never by hand."""
