-- A PIECE may make many small objects instead of one: each stands on a row of its own, right behind
-- the piece's, with the same life of an upload. Nobody claims such a row, so it is DONE from the
-- start; what moves on it is fenced by the lease of its piece, and later by that of the commit.

ALTER TABLE task ADD COLUMN piece integer;

ALTER TABLE task DROP CONSTRAINT task_kind_known;
ALTER TABLE task ADD CONSTRAINT task_kind_known
  CHECK (kind IN ('PLAN', 'PIECE', 'OBJECT', 'COMMIT'));
ALTER TABLE task ADD CONSTRAINT task_object_has_piece CHECK ((kind = 'OBJECT') = (piece IS NOT NULL));
ALTER TABLE task ADD CONSTRAINT task_object_is_no_work
  CHECK (kind <> 'OBJECT' OR (state = 'DONE' AND key IS NOT NULL AND piece < seq));

CREATE INDEX task_objects ON task (job, piece) WHERE piece IS NOT NULL;
