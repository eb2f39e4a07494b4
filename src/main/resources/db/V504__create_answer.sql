-- Who may write the answer of a create: the transaction that does the create writes it, too. Builds from before leave it null.
alter table create_replay add column token uuid;
