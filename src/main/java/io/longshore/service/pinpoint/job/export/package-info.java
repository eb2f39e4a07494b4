/** The export job: writes endpoints as JSON lines. */
package io.longshore.service.pinpoint.job.export;
