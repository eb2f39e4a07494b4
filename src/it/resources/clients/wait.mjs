// Waits for an export job of Pinpoint by a waiter of the AWS SDK for JavaScript: endpoint, application, job.
import { checkExceptions, createWaiter, WaiterState } from "@smithy/util-waiter";
import { GetExportJobCommand, PinpointClient } from "@aws-sdk/client-pinpoint";

async function look(client, input) {
  const { ExportJobResponse: job } = await client.send(new GetExportJobCommand(input));
  switch (job.JobStatus) {
    case "COMPLETED":
      return { state: WaiterState.SUCCESS, reason: job };
    case "FAILED":
    case "CANCELLED":
      return { state: WaiterState.FAILURE, reason: job.Failures };
    default:
      return { state: WaiterState.RETRY, reason: job };
  }
}

async function exportJobCompleted(client, input) {
  const limits = { client, maxWaitTime: 7200, minDelay: 1, maxDelay: 5 }; // seconds
  return checkExceptions(await createWaiter(limits, input, look));
}

const [endpoint, ApplicationId, JobId] = process.argv.slice(2);
const client = new PinpointClient({
  endpoint, region: "us-east-1", credentials: { accessKeyId: "test", secretAccessKey: "test" },
});
try {
  const { reason } = await exportJobCompleted(client, { ApplicationId, JobId });
  console.log("completed", reason.TotalProcessed);
} catch (failed) {
  console.log("failed", failed.message);
}
