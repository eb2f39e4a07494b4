/** What the installation does at the moment, and what has happened to a job. */
package io.longshore.operator.overview;
