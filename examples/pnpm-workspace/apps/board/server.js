import { departures } from "@ferries/timetable";
import Fastify from "fastify";

const app = Fastify();

app.get("/", async (_request, reply) => reply.type("text/html").send(`<h1>Next: ${departures[0]}</h1>`));

await app.listen({ port: 4100, host: "0.0.0.0" });
