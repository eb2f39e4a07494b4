/**
 * Test controls of jobs: what tests have decided to happen to the next jobs of an account. Inactive
 * unless test controls are on.
 */
package io.longshore.engine.fate;
