/** Makes the objects of a job visible together, or rolls all of them back. */
package io.longshore.engine.commit;
