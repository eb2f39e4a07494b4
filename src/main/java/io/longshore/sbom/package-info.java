/** A step of the build: what the SBOM of the release does not know by itself. */
package io.longshore.sbom;
