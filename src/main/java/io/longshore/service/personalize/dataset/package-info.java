/** Dataset groups and datasets. */
package io.longshore.service.personalize.dataset;
