-- The users of the load's file whose rows have different user attributes, so that the publication compares only their
-- endpoints. Null where the load did not find out; then it compares those of all users.
alter table pinpoint_load add column differing text[];
