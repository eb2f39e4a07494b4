/**
 * Targets in AWS, or in a server that speaks its protocols: queues of Amazon SQS, topics of Amazon
 * SNS, and buses of Amazon EventBridge. Used only if such a target is configured.
 */
package io.longshore.events.aws;
