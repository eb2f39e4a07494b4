/** Avro schemas of datasets, and the fields that Personalize requires. */
package io.longshore.service.personalize.schema;
