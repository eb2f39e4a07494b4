package io.longshore.demo;

import java.io.PrintStream;
import java.util.List;
import java.util.Locale;

/** The report of the demo: a table of the written objects, and the same calls as AWS CLI lines. */
final class DemoReport {

  /** An object as it was read back; rows are counted in its bytes, not taken from the job. */
  record Written(String key, long bytes, long rows) {}

  private DemoReport() {}

  static void table(PrintStream out, String bucket, List<Written> objects) {
    out.println();
    out.printf(
        Locale.ROOT, "  %-78s %11s %9s%n", "Written to s3://" + bucket + "/", "bytes", "rows");
    for (Written object : objects) {
      String rows =
          object.rows() < 0 ? "manifest" : String.format(Locale.ROOT, "%,d", object.rows());
      out.printf(Locale.ROOT, "  %-78s %,11d %9s%n", object.key(), object.bytes(), rows);
    }
  }

  static void commands(PrintStream out) {
    out.println(
        """

          The same by hand. Start the server in one shell:

            java -jar target/longshore.jar

          and paste this into another:

            export AWS_ENDPOINT_URL=http://127.0.0.1:4566 AWS_DEFAULT_REGION=us-east-1
            export AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test
            aws s3 mb s3://exports
            APP=$(aws pinpoint create-app --create-application-request Name=first \\
              --query ApplicationResponse.Id --output text)
            aws pinpoint update-endpoint --application-id $APP --endpoint-id me \\
              --endpoint-request 'ChannelType=EMAIL,Address=me@example.com,Attributes={Plan=[gold]}'
            JOB=$(aws pinpoint create-export-job --application-id $APP --export-job-request \\
              RoleArn=arn:aws:iam::000000000000:role/export,S3UrlPrefix=s3://exports/first/ \\
              --query ExportJobResponse.Id --output text)
            aws pinpoint get-export-job --application-id $APP --job-id $JOB
            aws s3 ls s3://exports/first/
            aws s3 cp s3://exports/first/$JOB-part-00000.gz - | zcat

          The calls for an audience are in src/site/markdown/tutorial/audience.md.
        """);
  }

  /** Continues with what the commands above wrote. */
  static void exchangeCommands(PrintStream out) {
    out.println(
        """
            SET=$(aws dataexchange create-data-set --asset-type S3_SNAPSHOT --name gold \\
              --description gold --query Id --output text)
            REV=$(aws dataexchange create-revision --data-set-id $SET --query Id --output text)
            IN=$(aws dataexchange create-job --type IMPORT_ASSETS_FROM_S3 --details \\
              "ImportAssetsFromS3={DataSetId=$SET,RevisionId=$REV,AssetSources=[{Bucket=exports,Key=first/$JOB-part-00000.gz}]}" \\
              --query Id --output text)
            aws dataexchange start-job --job-id $IN
            aws dataexchange get-job --job-id $IN
        """);
  }
}
