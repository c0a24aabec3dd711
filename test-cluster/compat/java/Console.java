import java.io.IOException;
import java.util.concurrent.CompletableFuture;

/** How the programs of this folder talk to the test that runs them: lines out; the end of the input is the end. */
final class Console {
  private Console() {}

  static synchronized void say(String line) {
    System.out.println(line);
  }

  /** Completes when the input ends. */
  static CompletableFuture<Void> endOfInput() {
    CompletableFuture<Void> ended = new CompletableFuture<>();
    Thread reader = new Thread(() -> {
      try {
        while (System.in.read() != -1) continue;
        ended.complete(null);
      } catch (IOException reason) {
        ended.completeExceptionally(reason);
      }
    });
    reader.setDaemon(true);
    reader.start();
    return ended;
  }
}
