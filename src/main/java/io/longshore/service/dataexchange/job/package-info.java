/** The API of jobs: creation, start, cancellation, expiry, and errors. */
package io.longshore.service.dataexchange.job;
