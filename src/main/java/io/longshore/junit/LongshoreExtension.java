package io.longshore.junit;

import io.longshore.junit.process.RunningServer;
import io.longshore.junit.process.ServerOptions;
import io.longshore.junit.sdk.AwsClients;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.junit.jupiter.api.extension.LifecycleMethodExecutionExceptionHandler;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;

/**
 * A JUnit extension that gives tests a server, and each test a fresh account. Use {@link
 * Longshore}, or a field for what it does not offer:
 *
 * <pre>{@code
 * @RegisterExtension
 * static LongshoreExtension longshore =
 *     LongshoreExtension.builder().setting("personalize.quotas", "false").build();
 * }</pre>
 *
 * <p>A static field means one account for the class, an instance field one for each test.
 */
public final class LongshoreExtension
    implements BeforeAllCallback,
        BeforeEachCallback,
        AfterEachCallback,
        AfterAllCallback,
        ParameterResolver,
        TestExecutionExceptionHandler,
        LifecycleMethodExecutionExceptionHandler {

  private static final Namespace NAMESPACE = Namespace.create(LongshoreExtension.class);
  private static final String ACCOUNT_OF_CLASS = "account of class";
  private static final String CREDENTIALS =
      "software.amazon.awssdk.auth.credentials.AwsCredentialsProvider";

  /** Null when created by the annotation, which has the options then. */
  private final ExtensionOptions built;

  private final AtomicReference<TestAccount> current = new AtomicReference<>();

  /** For {@link Longshore}. */
  public LongshoreExtension() {
    this(null);
  }

  private LongshoreExtension(ExtensionOptions built) {
    this.built = built;
  }

  public static Builder builder() {
    return new Builder();
  }

  /**
   * The server as the account of the class sees it, or of the test if this is an instance field.
   *
   * @throws IllegalStateException before the first test of the class
   */
  public LongshoreServer server() {
    TestAccount account = current.get();
    if (account == null) {
      throw new IllegalStateException("No test is running: the extension must be a field");
    }
    return account.server();
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    ExtensionOptions options = options(context);
    if (options.perClass() || built != null) {
      TestAccount account = account(context, ACCOUNT_OF_CLASS);
      current.set(account);
    } else {
      RunningServer.with(options.server()); // before the clock of the first test runs
    }
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    TestAccount account = account(context);
    if (built != null) {
      current.set(account);
    }
    if (options(context).systemProperties()) {
      account.setSystemProperties();
    }
  }

  @Override
  public void afterEach(ExtensionContext context) throws Exception {
    end(context, context.getUniqueId());
  }

  @Override
  public void afterAll(ExtensionContext context) throws Exception {
    end(context, context.getUniqueId());
    end(context, ACCOUNT_OF_CLASS);
  }

  @Override
  public void handleTestExecutionException(ExtensionContext context, Throwable failure)
      throws Throwable {
    account(context).explain(failure);
    throw failure;
  }

  @Override
  public void handleBeforeEachMethodExecutionException(ExtensionContext context, Throwable failure)
      throws Throwable {
    handleTestExecutionException(context, failure);
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> type = parameter.getParameter().getType();
    return type == LongshoreServer.class
        || type == URI.class
        || type.getName().equals(CREDENTIALS)
        || isOfSdk(type);
  }

  /** A program without the AWS SDK has no such type, and AwsClients cannot be loaded. */
  private static boolean isOfSdk(Class<?> type) {
    return type.getName().startsWith("software.amazon.awssdk.services.")
        && AwsClients.isClient(type);
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> type = parameter.getParameter().getType();
    TestAccount account = account(context);
    if (type == LongshoreServer.class) {
      return account.server();
    }
    return type == URI.class ? account.server().uri() : account.ofSdk(type);
  }

  /** The account of the context's test or class, or of an enclosing class. */
  private TestAccount account(ExtensionContext context) {
    Store store = context.getStore(NAMESPACE);
    return store.get(ACCOUNT_OF_CLASS) == null
        ? account(context, context.getUniqueId())
        : account(context, ACCOUNT_OF_CLASS);
  }

  private TestAccount account(ExtensionContext context, String key) {
    ClassLoader resources = context.getRequiredTestClass().getClassLoader();
    ExtensionOptions options = options(context);
    return context
        .getStore(NAMESPACE)
        .getOrComputeIfAbsent(
            key,
            missing -> new TestAccount(RunningServer.with(options.server()), resources),
            TestAccount.class);
  }

  private static void end(ExtensionContext context, String key) throws Exception {
    TestAccount account = context.getStore(NAMESPACE).remove(key, TestAccount.class);
    if (account != null) {
      account.end();
    }
  }

  private ExtensionOptions options(ExtensionContext context) {
    ExtensionOptions options = built != null ? built : annotated(context.getTestClass());
    return options.in(context);
  }

  /** The annotation of the class, one that it is annotated with, or that of a class around it. */
  private static ExtensionOptions annotated(Optional<Class<?>> testClass) {
    return testClass
        .flatMap(AnnotationSearch::longshore)
        .map(ExtensionOptions::of)
        .orElse(ExtensionOptions.DEFAULTS);
  }

  /** Builds an extension for a field. */
  public static final class Builder {

    private final Map<String, String> settings = new LinkedHashMap<>();
    private final List<String> jvmOptions = new ArrayList<>();
    private boolean shared;
    private boolean systemProperties;

    private Builder() {}

    /** A setting of the server, named as in {@code longshore.yaml}. */
    public Builder setting(String name, String value) {
      settings.put(name, value);
      return this;
    }

    /** An option of the server's JVM, for example {@code -Xmx2g}. */
    public Builder jvmOption(String option) {
      jvmOptions.add(option);
      return this;
    }

    /** The JVMs of a build use the same server. */
    public Builder shared() {
      shared = true;
      return this;
    }

    /** Like {@link Longshore#systemProperties}. */
    public Builder systemProperties() {
      systemProperties = true;
      return this;
    }

    public LongshoreExtension build() {
      return new LongshoreExtension(
          new ExtensionOptions(
              new ServerOptions(settings, jvmOptions, shared), false, systemProperties));
    }
  }
}
