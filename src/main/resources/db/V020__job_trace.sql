-- The span of the call that created a job, in the form of the W3C header traceparent. Null if the call was not traced, or
-- if no call created the job. An older build leaves it out.
alter table job add column traceparent text;
