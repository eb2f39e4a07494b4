/** Removal of deleted users' records after the last job that may read them. */
package io.longshore.service.personalize.deletion;
