-- Searches of the audit log, newest first: of an account, and of all.
create index audit_event_account on audit_event (account, at desc, chain desc, seq desc);
create index audit_event_newest on audit_event (at desc, chain desc, seq desc);
