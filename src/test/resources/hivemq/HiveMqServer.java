import com.hivemq.embedded.EmbeddedHiveMQ;
import java.nio.file.Path;

/** HiveMQ Community Edition, until its process is ended. Run from source, with a class path of its own: {@code java HiveMqServer.java <directory>}. */
class HiveMqServer {

    public static void main(String[] arguments) {
        Path directory = Path.of(arguments[0]);
        EmbeddedHiveMQ server = EmbeddedHiveMQ.builder().withConfigurationFolder(directory.resolve("conf"))
                .withDataFolder(directory.resolve("data")).withExtensionsFolder(directory.resolve("extensions")).build();
        server.start().join();
        System.out.println("HiveMQ runs");
    }
}
