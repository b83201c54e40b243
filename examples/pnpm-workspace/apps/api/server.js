import { departures } from "@ferries/timetable";
import Fastify from "fastify";

const app = Fastify();

app.get("/health", async () => ({ status: "ok" }));
app.get("/departures", async () => departures);

await app.listen({ port: Number(process.env.PORT ?? 4000), host: "0.0.0.0" });
