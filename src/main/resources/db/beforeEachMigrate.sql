-- In the transaction of each migration, also behind a pgbouncer, whose own bounds are those of calls. A statement that
-- waits behind a long reader makes everybody else wait behind itself.
SET LOCAL statement_timeout = 0;
SET LOCAL lock_timeout = '2s';
