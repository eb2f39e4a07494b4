/** Everything that has an ARN: storage, tags, quotas, job statuses, and deletion. */
package io.longshore.service.cleanroomsml.resource;
