import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * A bank. Customers order transfers; tellers, a group of consumers, carry out each as two records, what one account
 * loses and what the other gets, in one transaction with the offset of the order.
 *
 * <pre>
 *   order BOOTSTRAP TRANSFERS PER_SECOND                                        "acknowledged TOTAL"
 *   teller BOOTSTRAP TRANSFERS ACCOUNTS GROUP TRANSACTIONAL_ID SESSION_MS       "committed TOTAL"; or "fenced EXCEPTION"
 * </pre>
 */
public final class Bank {
  private static final int ACCOUNTS = 100;
  private static final int LARGEST_AMOUNT = 50;
  /** Every so many transactions one is given up after all is written. */
  private static final int GIVEN_UP_EVERY = 7;

  private Bank() {}

  public static void main(String[] arguments) throws Exception {
    switch (arguments[0]) {
      case "order" -> order(arguments[1], arguments[2], Long.parseLong(arguments[3]));
      case "teller" -> new Teller(arguments).serve();
      default -> throw new IllegalArgumentException(arguments[0]);
    }
  }

  /** A transfer is numbered by its key; its value is "FROM TO AMOUNT". */
  private static void order(String bootstrap, String transfers, long perSecond) throws Exception {
    Properties settings = new Properties();
    settings.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap);
    settings.put(ProducerConfig.ACKS_CONFIG, "all");
    long everyMs = 100;
    var ended = Console.endOfInput();
    Random random = new Random(1);
    long total = 0;
    try (var producer = new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
      while (!ended.isDone()) {
        List<Future<?>> turn = new ArrayList<>();
        for (long index = 0; index < perSecond * everyMs / 1_000; index += 1) {
          String order = random.nextInt(ACCOUNTS) + " " + random.nextInt(ACCOUNTS) + " " + random.nextInt(LARGEST_AMOUNT);
          turn.add(producer.send(new ProducerRecord<>(transfers, "" + (total + index), order)));
        }
        for (Future<?> one : turn) one.get();
        total += turn.size();
        Console.say("acknowledged " + total);
        Thread.sleep(everyMs);
      }
    }
  }

  private static final class Teller {
    private final String accounts;
    private final String transfers;
    private final Properties producing = new Properties();
    private final Properties consuming = new Properties();
    private long begun = 0;
    private long committed = 0;

    Teller(String[] arguments) {
      transfers = arguments[2];
      accounts = arguments[3];
      producing.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, arguments[1]);
      producing.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, arguments[5]);
      // What cannot be ended now is asked for again and again: the test has a bound of its own.
      producing.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, Integer.MAX_VALUE);
      consuming.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, arguments[1]);
      consuming.put(ConsumerConfig.GROUP_ID_CONFIG, arguments[4]);
      consuming.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, arguments[6]);
      consuming.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, 500);
      consuming.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
      consuming.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
      consuming.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
      consuming.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 20);
    }

    void serve() {
      var ended = Console.endOfInput();
      try (var producer = new KafkaProducer<>(producing, new StringSerializer(), new StringSerializer());
          var consumer = new KafkaConsumer<>(consuming, new StringDeserializer(), new StringDeserializer())) {
        producer.initTransactions();
        consumer.subscribe(List.of(transfers));
        while (!ended.isDone()) {
          ConsumerRecords<String, String> orders = consumer.poll(Duration.ofMillis(200));
          if (orders.isEmpty()) continue;
          try {
            transact(producer, consumer, orders);
          } catch (ProducerFencedException | InvalidProducerEpochException reason) {
            throw reason;
          } catch (KafkaException reason) {
            // All else may be given up, and done again by whoever has the partitions then.
            Console.say("aborted " + reason);
            producer.abortTransaction();
            rewind(consumer);
          }
        }
      } catch (ProducerFencedException | InvalidProducerEpochException reason) {
        Console.say("fenced " + reason.getClass().getSimpleName());
        ended.join();
      }
    }

    private void transact(
        KafkaProducer<String, String> producer,
        KafkaConsumer<String, String> consumer,
        ConsumerRecords<String, String> orders) {
      producer.beginTransaction();
      for (var order : orders) {
        String[] parts = order.value().split(" ");
        half(producer, order.key(), parts[0], -Long.parseLong(parts[2]));
        half(producer, order.key(), parts[1], Long.parseLong(parts[2]));
      }
      producer.sendOffsetsToTransaction(orders.nextOffsets(), consumer.groupMetadata());
      begun += 1;
      if (begun % GIVEN_UP_EVERY == 0) {
        producer.flush();
        producer.abortTransaction();
        rewind(consumer);
        return;
      }
      producer.commitTransaction();
      committed += orders.count();
      Console.say("committed " + committed);
    }

    /** A record of an account: its key is the transfer, its value "ACCOUNT CHANGE". */
    private void half(KafkaProducer<String, String> producer, String transfer, String account, long change) {
      int partition = Integer.parseInt(account) % producer.partitionsFor(accounts).size();
      producer.send(new ProducerRecord<>(accounts, partition, transfer, account + " " + change));
    }

    /** Back to what is committed, or the beginning. */
    private void rewind(KafkaConsumer<String, String> consumer) {
      Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>(consumer.committed(consumer.assignment()));
      for (TopicPartition partition : consumer.assignment()) {
        OffsetAndMetadata offset = offsets.get(partition);
        if (offset == null) consumer.seekToBeginning(List.of(partition));
        else consumer.seek(partition, offset);
      }
    }
  }
}
