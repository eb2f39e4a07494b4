package io.longshore.service.dataexchange;

/** The names under which the engine knows the work of Data Exchange's jobs. */
final class EngineJobTypes {

  static final String IMPORT = "dataexchange.import";
  static final String EXPORT = "dataexchange.export";
  static final String REGISTRATION = "dataexchange.registration";
  static final String URL = "dataexchange.url";

  private EngineJobTypes() {}
}
