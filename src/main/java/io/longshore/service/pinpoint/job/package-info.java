/** The API of import and export jobs: creation, description and listing. */
package io.longshore.service.pinpoint.job;
