/**
 * Incremental exports of endpoints: what has changed and what was deleted since the last export.
 */
package io.longshore.service.pinpoint.job.increment;
