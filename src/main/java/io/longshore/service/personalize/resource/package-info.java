/** Everything that has an ARN: storage, tags, quotas, deletion, and the resources of jobs. */
package io.longshore.service.personalize.resource;
