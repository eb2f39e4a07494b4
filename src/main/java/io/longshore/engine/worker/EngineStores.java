package io.longshore.engine.worker;

import io.longshore.engine.lease.ExpiredLeaseStore;
import io.longshore.engine.lease.LeaseStore;
import io.longshore.engine.load.ImportPublicationStore;
import io.longshore.engine.output.OutputStore;
import io.longshore.engine.transition.ClaimStore;
import io.longshore.engine.transition.CommitStore;
import io.longshore.engine.transition.JobProgressStore;
import io.longshore.engine.transition.OutputCompletionStore;
import io.longshore.engine.transition.PieceStore;
import io.longshore.engine.transition.PlanStore;
import io.longshore.engine.transition.RevocationStore;
import io.longshore.engine.transition.RollbackStore;
import io.longshore.engine.transition.TaskFailureStore;
import io.longshore.engine.transition.UploadStore;
import java.util.UUID;

/** The stores of one worker. */
public record EngineStores(
    ClaimStore claims,
    LeaseStore leases,
    ExpiredLeaseStore expired,
    JobProgressStore progress,
    PlanStore plans,
    PieceStore pieces,
    CommitStore commits,
    TaskFailureStore failures,
    RollbackStore rollbacks,
    OutputStore outputs,
    UploadStore uploads,
    OutputCompletionStore publications,
    RevocationStore revocations,
    ImportPublicationStore loads,
    WorkerReport report) {

  static EngineStores create(WorkerDependencies given) {
    var postgres = given.postgres();
    var types = given.types();
    // Not the host's name, which would be the same for the next run of the process.
    String owner = ProcessHandle.current().pid() + "-" + UUID.randomUUID();
    JobProgressStore progress = new JobProgressStore(postgres, types);
    CommitStore commits = new CommitStore(postgres, types);
    return new EngineStores(
        new ClaimStore(postgres, types, owner, given.config()),
        new LeaseStore(postgres, owner, given.config()),
        new ExpiredLeaseStore(postgres, types),
        progress,
        new PlanStore(postgres, types),
        new PieceStore(postgres, types),
        commits,
        new TaskFailureStore(postgres, types, progress),
        new RollbackStore(postgres, types),
        new OutputStore(postgres),
        new UploadStore(postgres),
        new OutputCompletionStore(postgres),
        new RevocationStore(postgres),
        new ImportPublicationStore(postgres, commits),
        new WorkerReport(
            postgres,
            owner,
            types.names(),
            given.config().slots(),
            given.objects().recordsDeletions()));
  }
}
