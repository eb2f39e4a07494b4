/**
 * Amazon Personalize's operations on data: schemas, dataset groups, datasets, event trackers,
 * streamed records and jobs.
 */
package io.longshore.service.personalize;
