/** Revisions, and the exports that their publication triggers. */
package io.longshore.service.dataexchange.revision;
