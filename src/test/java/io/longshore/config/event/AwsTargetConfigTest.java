package io.longshore.config.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.config.LongshoreConfig;
import io.longshore.config.load.ConfigError;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AwsTargetConfigTest {

  private static EventTargetConfig target(String json) {
    Map<String, String> flags = Map.of("events.targets", "{\"t\":" + json.replace('\'', '"') + "}");
    return LongshoreConfig.load(Optional.empty(), Map.of(), flags).events().targets().get("t");
  }

  @Test
  void region_and_server_of_a_queue_are_those_of_its_url() {
    AwsTargetConfig aws =
        target(
                "{'type':'sqs','aws':{'queueUrl':"
                    + "'https://sqs.eu-west-1.amazonaws.com/111122223333/jobs.fifo'}}")
            .aws()
            .orElseThrow();

    assertThat(aws.regionName()).isEqualTo("eu-west-1");
    assertThat(aws.server()).contains(URI.create("https://sqs.eu-west-1.amazonaws.com"));
  }

  @Test
  void the_region_of_a_topic_is_that_of_its_arn_unless_it_is_set() {
    String arn = "'topicArn':'arn:aws:sns:ap-south-1:111122223333:jobs'";

    assertThat(target("{'type':'sns','aws':{" + arn + "}}").aws().orElseThrow().regionName())
        .isEqualTo("ap-south-1");
    assertThat(
            target("{'type':'sns','aws':{" + arn + ",'region':'eu-north-1'}}")
                .aws()
                .orElseThrow()
                .regionName())
        .isEqualTo("eu-north-1");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'type':'kafka'}|type must be webhook, sqs, sns or eventbridge",
        "{'type':'sqs'}|aws must have queueUrl for sqs",
        "{'type':'sns','aws':{'queueUrl':'https://x/1/q'}}|aws must have queueUrl for sqs, topicArn for sns",
        "{'type':'sqs','url':'https://x','aws':{'queueUrl':'https://x/1/q'}}|url, secret and allowPrivate are for webhooks",
        "{'type':'sqs','aws':{'queueUrl':'http://queues.example/1/q'}}|queueUrl must begin with https://",
        "{'type':'sqs','aws':{'queueUrl':'https://u:p@x/1/q'}}|queueUrl must look like https://host/path",
        "{'type':'sns','aws':{'topicArn':'a','endpoint':'http://sns.example'}}|endpoint must begin with https://",
        "{'type':'sqs','aws':{'queueUrl':'https://x/1/q','accessKey':'a'}}|aws must have accessKey and secretKey",
        "{'type':'eventbridge','format':'cloudevents','aws':{'eventBusName':'b'}}|an event bus has a format of its own",
        "{'aws':{'queueUrl':'https://x/1/q'}}|aws is for the types sqs, sns and eventbridge",
      })
  void members_that_do_not_fit_the_type_are_refused(String json, String reason) {
    assertThatThrownBy(() -> target(json))
        .isInstanceOf(ConfigError.class)
        .hasMessageContaining("events.targets: t: " + reason);
  }
}
