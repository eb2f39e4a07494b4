/** The rows of imported files as the requests that they stand for. */
package io.longshore.service.pinpoint.job.row;
