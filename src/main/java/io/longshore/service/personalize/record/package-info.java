/** Records of datasets: parsing, packing, storing and reading. */
package io.longshore.service.personalize.record;
