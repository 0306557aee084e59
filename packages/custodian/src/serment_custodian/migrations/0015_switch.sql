-- Whether the service is stopped is read from the log, which nobody can turn back, and no more from a table.

DROP TABLE officers.switch;
