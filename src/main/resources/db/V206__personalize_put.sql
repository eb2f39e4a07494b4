-- An export of streamed records, the default, finds them beside any number of imported ones.
create index personalize_record_put on personalize_record (container, bucket, id) where load is null;
