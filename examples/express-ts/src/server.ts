import express from "express";

const app = express();
const port = Number(process.env.PORT ?? 3000);

app.get("/healthz", (_request, response) => {
  response.send("ok");
});

app.get("/tickets", (_request, response) => {
  response.json([{ id: 1, title: "first" }]);
});

app.listen(port, () => {
  console.log(`listening on ${port}`);
});
