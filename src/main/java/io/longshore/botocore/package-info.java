/**
 * Models for the AWS CLI and boto3: the operator service as botocore describes services, made from
 * its contract; and waiters for the jobs of all services, which AWS does not have.
 */
package io.longshore.botocore;
