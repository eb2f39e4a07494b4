/** The work of the nine job types. */
package io.longshore.service.dataexchange.job.type;
