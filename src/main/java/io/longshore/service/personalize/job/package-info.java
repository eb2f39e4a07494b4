/** Dataset export, dataset import and data deletion jobs. */
package io.longshore.service.personalize.job;
