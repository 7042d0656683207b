package io.pgweir.proxy;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaConstructorCall;
import com.tngtech.archunit.core.domain.properties.HasName;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.netty.channel.unix.DomainSocketAddress;
import io.pgweir.proxy.net.HotPath;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The architecture as the packages promise it: who may know whom, and who may wait. */
class LayersTest {
    /** A package sees the rows below its own, never its neighbours. */
    private static final List<List<String>> ROWS = List.of(
            List.of("app", "cli"),
            List.of("console", "web"),
            List.of("client"),
            List.of("relay"),
            List.of("session", "listen"),
            List.of("pool"),
            List.of("server"),
            List.of("auth", "net", "route", "error"));

    private static final String ROOT = "io.pgweir.proxy.";

    /** Calls that may take longer than an event loop has. */
    private static final Pattern BLOCKING = Pattern.compile(String.join(
            "|",
            "java\\.nio\\.file\\.Files\\..*",
            "java\\.io\\.File(Input|Output)Stream\\..*",
            "java\\.net\\.(Socket|ServerSocket)\\..*",
            "java\\.net\\.InetAddress\\.get(AllBy|By|LocalH)(Name|ost)",
            "java\\.lang\\.Thread\\.join",
            "java\\.lang\\.Object\\.wait",
            "java\\.lang\\.Process\\.waitFor",
            "java\\.util\\.concurrent\\.locks\\.LockSupport\\.park.*",
            "java\\.util\\.concurrent\\.CountDownLatch\\.await",
            "java\\.util\\.concurrent\\.(Future|CompletableFuture)\\.(get|join)",
            "java\\.util\\.concurrent\\.\\w*BlockingQueue\\.(put|take)",
            "io\\.netty\\..*\\.(sync|await)(Uninterruptibly)?",
            "com\\.ongres\\.scram\\.common\\.ScramFunctions\\.saltedPassword"));

    /** They run at the start, on a thread of their own, or on the worker. */
    private static final Set<String> MAY_BLOCK = Set.of(
            "net.Loops",
            "net.HandleTransport",
            "net.ChannelTransport",
            "net.ChannelListener",
            "net.PemKey",
            "auth.ScramVerifier",
            "auth.SystemUsers",
            "server.AddressResolver",
            "server.ServerTls",
            "client.ClientTls",
            "web.ProxyMeters");

    private static final JavaClasses ALL =
            new ClassFileImporter(List.of(new ImportOption.DoNotIncludeTests())).importPackages("io.pgweir");

    private static Stream<String> packages() {
        return ROWS.stream().flatMap(List::stream);
    }

    /** Packages of the same row and of those above. */
    private static String[] forbiddenTo(String name) {
        List<String> forbidden = new ArrayList<>();
        for (List<String> row : ROWS) {
            row.stream().filter(other -> !other.equals(name)).forEach(other -> forbidden.add(ROOT + other + ".."));
            if (row.contains(name)) {
                break;
            }
        }
        return forbidden.toArray(String[]::new);
    }

    @ParameterizedTest
    @MethodSource("packages")
    void a_package_sees_only_the_rows_below_it(String name) {
        noClasses()
                .that()
                .resideInAPackage(ROOT + name + "..")
                .and()
                .doNotHaveFullyQualifiedName(ROOT + "app.Main") // hands over to cli, and
                .and()
                .doNotHaveFullyQualifiedName(ROOT + "app.Launched") // is what cli starts
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(forbiddenTo(name))
                .check(ALL);
    }

    @Test
    void every_package_stands_in_a_row() {
        Stream<String> found = ALL.stream()
                .filter(each -> each.getPackageName().startsWith(ROOT))
                .map(each -> each.getPackageName().substring(ROOT.length()).split("\\.", -1)[0])
                .distinct();

        assertThat(found).containsExactlyInAnyOrderElementsOf(packages().toList());
    }

    @Test
    void packages_form_no_cycles() {
        slices().matching(ROOT + "(*)..").should().beFreeOfCycles().check(ALL);
    }

    @Test
    void the_protocol_knows_buffers_and_nothing_else() {
        onlyKnows("io.pgweir.protocol", "io.netty.buffer..", "io.netty.util..");
    }

    @Test
    void the_configuration_knows_its_parser_and_nothing_else() {
        onlyKnows("io.pgweir.config", "org.yaml.snakeyaml..");
    }

    @Test
    void the_net_knows_nothing_of_what_the_bytes_mean() {
        onlyKnows("io.pgweir.proxy.net", "io.netty..", "javax.net.ssl..", "javax.crypto..", "org.slf4j..");
    }

    @Test
    void routes_are_pure() {
        onlyKnows("io.pgweir.proxy.route", "io.pgweir.config..");
    }

    private static void onlyKnows(String name, String... others) {
        List<String> allowed = new ArrayList<>(List.of(name + "..", "java..", "org.jspecify.annotations.."));
        allowed.addAll(List.of(others));
        classes()
                .that()
                .resideInAPackage(name + "..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(allowed.toArray(String[]::new))
                .check(ALL);
    }

    @Test
    void only_the_net_knows_channels() {
        DescribedPredicate<JavaClass> channels = resideInAnyPackage("io.netty.channel..", "io.netty.bootstrap..")
                .and(not(type(DomainSocketAddress.class)));

        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + "net..")
                .should()
                .dependOnClassesThat(channels)
                .check(ALL);
    }

    @Test
    void only_the_command_line_knows_picocli_and_jdbc() {
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + "cli..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("picocli..", "org.postgresql..", "java.sql..", "org.apache.commons..")
                .check(ALL);
    }

    @Test
    void nobody_logs_past_slf4j() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAPackage("java.util.logging..")
                .check(ALL);
    }

    @Test
    void nobody_sleeps() {
        noClasses().should().callMethod(Thread.class, "sleep", long.class).check(ALL);
    }

    @Test
    void only_those_may_wait_that_are_on_no_loop() {
        DescribedPredicate<JavaAccess<?>> waits = describe(
                "wait",
                access -> BLOCKING.matcher(access.getTarget().getOwner().getFullName() + "."
                                + access.getTarget().getName())
                        .matches());

        noClasses()
                .that()
                .resideOutsideOfPackages("io.pgweir.config..", ROOT + "app..", ROOT + "cli..")
                .and(not(describe("may block", LayersTest::mayBlock)))
                .should()
                .accessTargetWhere(waits)
                .check(ALL);
    }

    private static boolean mayBlock(JavaClass each) {
        String outermost = each.getFullName().split("\\$", -1)[0];
        return outermost.startsWith(ROOT) && MAY_BLOCK.contains(outermost.substring(ROOT.length()));
    }

    @Test
    void the_hot_path_makes_no_objects_but_failures() {
        List<JavaConstructorCall> made = hotPath()
                .flatMap(each -> each.getConstructorCallsFromSelf().stream())
                .filter(call -> !call.getTargetOwner().isAssignableTo(Throwable.class))
                .filter(call -> !call.getTargetOwner().isEquivalentTo(StringBuilder.class)) // a failure's text
                .filter(call -> !call.getTargetOwner().getSimpleName().equals("CloseCause"))
                .toList();

        assertThat(hotPath()).hasSizeGreaterThan(50);
        assertThat(made).isEmpty();
    }

    @Test
    void the_hot_path_has_no_streams() {
        assertThat(hotPath()
                        .flatMap(each -> each.getMethodCallsFromSelf().stream())
                        .filter(call -> call.getTargetOwner().getPackageName().equals("java.util.stream")))
                .isEmpty();
    }

    private static Stream<JavaCodeUnit> hotPath() {
        return ALL.stream()
                .flatMap(each -> each.getCodeUnits().stream())
                .filter(each -> each.isAnnotatedWith(HotPath.class));
    }

    @Test
    void names_say_what_a_class_is() {
        Pattern empty =
                Pattern.compile(".*(Manager|Helper|Utils?|Impl|Data|Info)|(Abstract|Base|Pg(?!Bouncer)[A-Z]).*");

        assertThat(ALL.stream()
                        .filter(each -> empty.matcher(each.getSimpleName()).matches())
                        .map(HasName::getName))
                .containsOnly("io.pgweir.protocol.BackendKeyData"); // the manual's word
    }
}
