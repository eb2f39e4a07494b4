-- The ETag that S3 gave the bytes of an asset when they came. An export refuses bytes that have
-- another; assets that came before this version have none, and their size alone is compared.
ALTER TABLE dataexchange_asset ADD COLUMN etag text;
