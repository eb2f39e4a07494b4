/** The import job: reads files of endpoints, stages them, and publishes them in one transaction. */
package io.longshore.service.pinpoint.job.load;
