-- Incremental exports list what was deleted. Replicas whose configuration has a role for such exports record deletions;
-- other replicas, and those of older builds, do not. Each report of a worker of those gets the next number of a sequence,
-- also when an older build leaves the column out, so that an export can tell whether there was one since the export that
-- it is based on. Null for a worker whose replica records deletions.
create sequence unrecorded_report;
alter table worker add column unrecorded bigint default nextval('unrecorded_report');
