package io.longshore.config;

import io.longshore.config.event.EventsConfig;
import io.longshore.config.load.ConfigError;
import io.longshore.config.load.ConfigLoader;
import io.longshore.config.load.EffectiveSetting;
import io.longshore.config.load.SecretFiles;
import io.longshore.config.load.Section;
import io.longshore.config.load.Setting;
import io.longshore.config.test.SeedConfig;
import io.longshore.config.test.TestConfig;
import io.longshore.config.trace.TracingConfig;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** All settings. Validated together, once, before anything starts. */
public record LongshoreConfig(
    HttpConfig http,
    RatesConfig rates,
    ManagementConfig management,
    ConsoleConfig console,
    DataConfig data,
    DatabaseConfig database,
    S3Config s3,
    RolesConfig roles,
    AssetsConfig assets,
    GlueConfig glue,
    AudiencesConfig audiences,
    PersonalizeConfig personalize,
    AuthConfig auth,
    OperatorsConfig operators,
    StreamsConfig streams,
    EventsConfig events,
    AuditConfig audit,
    WorkerConfig worker,
    DrainConfig drain,
    UpkeepConfig upkeep,
    LogConfig log,
    TracingConfig tracing,
    StartConfig start,
    SeedConfig seed,
    TestConfig test) {

  private static final Section<HttpConfig> HTTP = new Section<>("http", HttpConfig.defaults());
  private static final Section<RatesConfig> RATES = new Section<>("rates", RatesConfig.defaults());
  private static final Section<ManagementConfig> MANAGEMENT =
      new Section<>("management", ManagementConfig.defaults());
  private static final Section<ConsoleConfig> CONSOLE =
      new Section<>("console", ConsoleConfig.defaults());
  private static final Section<DataConfig> DATA = new Section<>("data", DataConfig.defaults());
  private static final Section<DatabaseConfig> DATABASE =
      new Section<>("database", DatabaseConfig.defaults());
  private static final Section<S3Config> S3 = new Section<>("s3", S3Config.defaults());
  private static final Section<RolesConfig> ROLES = new Section<>("roles", RolesConfig.defaults());
  private static final Section<AssetsConfig> ASSETS =
      new Section<>("assets", AssetsConfig.defaults());
  private static final Section<GlueConfig> GLUE = new Section<>("glue", GlueConfig.defaults());
  private static final Section<AudiencesConfig> AUDIENCES =
      new Section<>("audiences", AudiencesConfig.defaults());
  private static final Section<PersonalizeConfig> PERSONALIZE =
      new Section<>("personalize", PersonalizeConfig.defaults());
  private static final Section<AuthConfig> AUTH = new Section<>("auth", AuthConfig.defaults());
  private static final Section<OperatorsConfig> OPERATORS =
      new Section<>("operators", OperatorsConfig.defaults());
  private static final Section<StreamsConfig> STREAMS =
      new Section<>("streams", StreamsConfig.defaults());
  private static final Section<EventsConfig> EVENTS =
      new Section<>("events", EventsConfig.defaults());
  private static final Section<AuditConfig> AUDIT = new Section<>("audit", AuditConfig.defaults());
  private static final Section<WorkerConfig> WORKER =
      new Section<>("worker", WorkerConfig.defaults());
  private static final Section<DrainConfig> DRAIN = new Section<>("drain", DrainConfig.defaults());
  private static final Section<UpkeepConfig> UPKEEP =
      new Section<>("upkeep", UpkeepConfig.defaults());
  private static final Section<LogConfig> LOG = new Section<>("log", LogConfig.defaults());
  private static final Section<TracingConfig> TRACING =
      new Section<>("tracing", TracingConfig.defaults());
  private static final Section<StartConfig> START = new Section<>("start", StartConfig.defaults());
  private static final Section<SeedConfig> SEED = new Section<>("seed", SeedConfig.defaults());
  private static final Section<TestConfig> TEST = new Section<>("test", TestConfig.defaults());

  static final List<Section<?>> SECTIONS =
      List.of(
          HTTP,
          RATES,
          MANAGEMENT,
          CONSOLE,
          DATA,
          DATABASE,
          S3,
          ROLES,
          ASSETS,
          GLUE,
          AUDIENCES,
          PERSONALIZE,
          AUTH,
          OPERATORS,
          STREAMS,
          EVENTS,
          AUDIT,
          WORKER,
          DRAIN,
          UPKEEP,
          LOG,
          TRACING,
          START,
          SEED,
          TEST);

  public LongshoreConfig {
    if (!database.isEmbedded() && s3.isEmbedded()) {
      throw new ConfigError(
          "database.url is set but s3.endpoint is not: other replicas would not see the objects of"
              + " an embedded S3. Set s3.endpoint to a URL, or to aws for AWS's own");
    }
    if (!database.isEmbedded() && auth.usesTestKeys()) {
      throw new ConfigError(
          "database.url is set but auth.keys_FILE is not, nor auth.masterKey: the test keys, which"
              + " everybody knows, exist only beside an embedded database. List your access keys"
              + " in a file, or make them with `keys create`");
    }
    boolean encrypts = roles.roles().values().stream().anyMatch(RoleConfig::needsEncryption);
    if (s3.isEmbedded() && encrypts) {
      throw new ConfigError(
          "roles: sse needs an S3 that encrypts, and the embedded S3 does not: set s3.endpoint, or"
              + " endpoint of the role");
    }
    requireSafe("http", http, auth);
    if (console.enabled()) {
      requireSafe("console", console.listener(http), auth);
    }
    test.require(database, auth, areOnLoopback(http, management, console));
  }

  /** Test keys and plain HTTP are for loopback only. */
  private static void requireSafe(String section, HttpConfig listener, AuthConfig auth) {
    if (isLoopback(section, listener.host())) {
      return;
    }
    String reachable = section + ".host " + listener.host() + " can be reached from elsewhere, ";
    if (auth.usesTestKeys()) {
      throw new ConfigError(
          reachable
              + "where the test keys must not count: set auth.keys_FILE or auth.masterKey, or "
              + section
              + ".host to 127.0.0.1");
    }
    if (listener.tlsCertificate().isEmpty() && !listener.allowPlain()) {
      throw new ConfigError(
          reachable
              + "where plain HTTP can be read: set %1$s.tlsCertificate and %1$s.tlsKey, or"
                  .formatted(section)
              + " %s.allowPlain where a proxy ends TLS".formatted(section));
    }
  }

  /** Why test controls are off; empty if they are on. */
  public Optional<String> testControlsRefusal() {
    return test.refusal(database, auth, areOnLoopback(http, management, console));
  }

  private static boolean areOnLoopback(
      HttpConfig http, ManagementConfig management, ConsoleConfig console) {
    return isLoopback("http", http.host())
        && isLoopback("management", management.host())
        && (!console.enabled() || isLoopback("console", console.listener(http).host()));
  }

  /**
   * Loads the settings.
   *
   * @param file a YAML file, or empty for none
   * @param environment the environment variables of the process
   * @param flags key to value; they override file and environment
   * @throws ConfigError if any setting is invalid
   */
  public static LongshoreConfig load(
      Optional<Path> file, Map<String, String> environment, Map<String, String> flags) {
    Map<String, Setting> settings = settings(file, environment, flags);
    return new LongshoreConfig(
        HTTP.bind(settings),
        RATES.bind(settings),
        MANAGEMENT.bind(settings),
        CONSOLE.bind(settings),
        DATA.bind(settings),
        DATABASE.bind(settings),
        S3.bind(settings),
        ROLES.bind(settings),
        ASSETS.bind(settings),
        GLUE.bind(settings),
        AUDIENCES.bind(settings),
        PERSONALIZE.bind(settings),
        AUTH.bind(settings),
        OPERATORS.bind(settings),
        STREAMS.bind(settings),
        EVENTS.bind(settings),
        AUDIT.bind(settings),
        WORKER.bind(settings),
        DRAIN.bind(settings),
        UPKEEP.bind(settings),
        LOG.bind(settings),
        TRACING.bind(settings),
        START.bind(settings),
        SEED.bind(settings),
        TEST.bind(settings));
  }

  private static Map<String, Setting> settings(
      Optional<Path> file, Map<String, String> environment, Map<String, String> flags) {
    Map<String, Setting> settings = new ConfigLoader(SECTIONS).load(file, environment, flags);
    addStandard(settings, environment);
    return settings;
  }

  private static void addStandard(Map<String, Setting> settings, Map<String, String> environment) {
    String receiver = environment.getOrDefault(TracingConfig.STANDARD_VARIABLE, "");
    settings.putIfAbsent(
        TracingConfig.ENDPOINT, new Setting(receiver, TracingConfig.STANDARD_VARIABLE));
  }

  /** All settings as they are in effect, without secrets. */
  public List<EffectiveSetting> effective() {
    return EffectiveSetting.of(this, SECTIONS);
  }

  /** The files that hold secrets in these settings. */
  public static SecretFiles secretFiles(
      Optional<Path> file, Map<String, String> environment, Map<String, String> flags) {
    ConfigLoader loader = new ConfigLoader(SECTIONS);
    loader.load(file, environment, flags);
    return loader.secretFiles();
  }

  private static boolean isLoopback(String section, String host) {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException unknown) {
      throw new ConfigError(section + ".host " + host + " is not an address", unknown);
    }
  }
}
