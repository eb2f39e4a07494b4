-- Lists of jobs for operators. V012 has the indexes of the newest jobs; these find the few cancelled ones, and which jobs
-- refused rows.
create index job_newest_cancelled on job (created_at desc, id desc) where state = 'CANCELLED';
create index task_rejected on task (job) where rows_failed > 0;
