package io.longshore.service.personalize;

/** Which records of a dataset an export has. */
enum Mode {
  /** What imports brought. */
  BULK,
  /** What was put one by one. */
  PUT,
  /** Both. */
  ALL
}
