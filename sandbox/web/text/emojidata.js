// Short names as Slack spells them. One line per family: "name glyph", alternatives joined by "=".
const FAMILIES = {
  "Smileys & people":
    "grinning 😀|smiley 😃|smile 😄|grin 😁|laughing=satisfied 😆|sweat_smile 😅|rolling_on_the_floor_laughing=rofl 🤣|joy 😂|slightly_smiling_face 🙂|upside_down_face 🙃|wink 😉|blush 😊|innocent 😇|smiling_face_with_3_hearts 🥰|heart_eyes 😍|star-struck=grinning_face_with_star_eyes 🤩|kissing_heart 😘|yum 😋|stuck_out_tongue 😛|stuck_out_tongue_winking_eye 😜|hugging_face=hugs 🤗|face_with_hand_over_mouth 🤭|shushing_face 🤫|thinking_face=thinking 🤔|zipper_mouth_face 🤐|neutral_face 😐|expressionless 😑|no_mouth 😶|smirk 😏|unamused 😒|face_with_rolling_eyes 🙄|grimacing 😬|relieved 😌|pensive 😔|sleepy 😪|sleeping 😴|mask 😷|nerd_face 🤓|sunglasses 😎|partying_face 🥳|face_with_cowboy_hat 🤠|confused 😕|worried 😟|slightly_frowning_face 🙁|white_frowning_face ☹️|open_mouth 😮|hushed 😯|astonished 😲|flushed 😳|pleading_face 🥺|frowning 😦|anguished 😧|fearful 😨|cold_sweat 😰|disappointed_relieved 😥|cry 😢|sob 😭|scream 😱|confounded 😖|persevere 😣|disappointed 😞|sweat 😓|weary 😩|tired_face 😫|yawning_face 🥱|triumph 😤|rage 😡|angry 😠|exploding_head 🤯|skull 💀|ghost 👻|robot_face 🤖|saluting_face 🫡|melting_face 🫠|wave 👋|raised_back_of_hand 🤚|hand=raised_hand ✋|ok_hand 👌|pinched_fingers 🤌|v ✌️|crossed_fingers 🤞|call_me_hand 🤙|point_left 👈|point_right 👉|point_up_2 👆|point_down 👇|point_up ☝️|+1=thumbsup 👍|-1=thumbsdown 👎|fist ✊|facepunch=punch 👊|clap 👏|raised_hands 🙌|open_hands 👐|palms_up_together 🤲|handshake 🤝|pray 🙏|writing_hand ✍️|muscle 💪|eyes 👀|brain 🧠|baby 👶|adult 🧑|man 👨|woman 👩|bow 🙇|face_palm 🤦|shrug 🤷|technologist 🧑‍💻|teacher 🧑‍🏫|scientist 🧑‍🔬|astronaut 🧑‍🚀|superhero 🦸|dancer 💃|man_dancing 🕺|busts_in_silhouette 👥|bust_in_silhouette 👤|speaking_head_in_silhouette 🗣️",
  Nature:
    "dog 🐶|cat 🐱|mouse 🐭|rabbit 🐰|fox_face 🦊|bear 🐻|panda_face 🐼|tiger 🐯|lion_face 🦁|cow 🐮|pig 🐷|frog 🐸|monkey_face 🐵|see_no_evil 🙈|hear_no_evil 🙉|speak_no_evil 🙊|chicken 🐔|penguin 🐧|bird 🐦|owl 🦉|bee=honeybee 🐝|bug 🐛|butterfly 🦋|snail 🐌|turtle 🐢|octopus 🐙|whale 🐳|dolphin 🐬|unicorn_face 🦄|bouquet 💐|cherry_blossom 🌸|rose 🌹|sunflower 🌻|seedling 🌱|evergreen_tree 🌲|deciduous_tree 🌳|palm_tree 🌴|cactus 🌵|herb 🌿|four_leaf_clover 🍀|fallen_leaf 🍂|mushroom 🍄|earth_africa 🌍|earth_americas 🌎|full_moon 🌕|crescent_moon 🌙|star ⭐|star2 🌟|sparkles ✨|zap ⚡|fire 🔥|rainbow 🌈|sunny ☀️|partly_sunny ⛅|cloud ☁️|rain_cloud 🌧️|snowflake ❄️|snowman ⛄|ocean 🌊|droplet 💧|umbrella ☔|sunrise 🌅|city_sunset 🌇",
  Food: "green_apple 🍏|apple 🍎|pear 🍐|tangerine 🍊|lemon 🍋|banana 🍌|watermelon 🍉|grapes 🍇|strawberry 🍓|cherries 🍒|peach 🍑|pineapple 🍍|avocado 🥑|tomato 🍅|carrot 🥕|corn 🌽|bread 🍞|croissant 🥐|cheese_wedge 🧀|egg 🥚|pancakes 🥞|hamburger 🍔|fries 🍟|pizza 🍕|taco 🌮|burrito 🌯|ramen 🍜|sushi 🍣|rice 🍚|cookie 🍪|doughnut 🍩|cake 🍰|birthday 🎂|cupcake 🧁|chocolate_bar 🍫|candy 🍬|coffee ☕|tea 🍵|beer 🍺|beers 🍻|wine_glass 🍷|champagne 🍾|clinking_glasses 🥂",
  Activity:
    "soccer ⚽|basketball 🏀|football 🏈|tennis 🎾|volleyball 🏐|table_tennis_paddle_and_ball 🏓|ski 🎿|trophy 🏆|medal=sports_medal 🏅|first_place_medal 🥇|second_place_medal 🥈|third_place_medal 🥉|dart 🎯|video_game 🎮|game_die 🎲|jigsaw 🧩|art 🎨|musical_note 🎵|guitar 🎸|microphone 🎤|headphones 🎧|clapper 🎬|tada 🎉|confetti_ball 🎊|balloon 🎈|gift 🎁|ribbon 🎀|running 🏃|bicyclist 🚴|climbing 🧗|person_in_lotus_position 🧘",
  Travel:
    "car 🚗|taxi 🚕|bus 🚌|train 🚆|bike 🚲|airplane ✈️|rocket 🚀|ship 🚢|anchor ⚓|construction 🚧|house 🏠|office 🏢|hospital 🏥|school 🏫|mountain ⛰️|beach_with_umbrella 🏖️|world_map 🗺️|compass 🧭|hourglass ⌛|hourglass_flowing_sand ⏳|watch ⌚|alarm_clock ⏰|stopwatch ⏱️",
  Objects:
    "iphone 📱|computer 💻|keyboard ⌨️|desktop_computer 🖥️|printer 🖨️|camera 📷|telephone ☎️|bulb 💡|flashlight 🔦|moneybag 💰|credit_card 💳|gem 💎|wrench 🔧|hammer 🔨|hammer_and_wrench 🛠️|gear ⚙️|toolbox 🧰|magnet 🧲|test_tube 🧪|microscope 🔬|telescope 🔭|pill 💊|key 🔑|door 🚪|bell 🔔|no_bell 🔕|loudspeaker 📢|mega 📣|email ✉️|e-mail 📧|inbox_tray 📥|outbox_tray 📤|package 📦|mailbox 📫|pencil2 ✏️|pencil=memo 📝|briefcase 💼|file_folder 📁|open_file_folder 📂|date 📅|calendar 📆|spiral_calendar_pad 🗓️|card_index 📇|chart_with_upwards_trend 📈|chart_with_downwards_trend 📉|bar_chart 📊|clipboard 📋|pushpin 📌|round_pushpin 📍|paperclip 📎|straight_ruler 📏|scissors ✂️|lock 🔒|unlock 🔓|book 📖|books 📚|notebook 📓|bookmark 🔖|label 🏷️|newspaper 📰|link 🔗|mag 🔍|shield 🛡️|crown 👑|mortar_board 🎓|ballot_box_with_ballot 🗳️|ladder 🪜|mirror 🪞",
  Symbols:
    "heart ❤️|orange_heart 🧡|yellow_heart 💛|green_heart 💚|blue_heart 💙|purple_heart 💜|black_heart 🖤|white_heart 🤍|broken_heart 💔|two_hearts 💕|heavy_heart_exclamation_mark_ornament ❣️|100 💯|boom=collision 💥|dizzy 💫|speech_balloon 💬|thought_balloon 💭|zzz 💤|white_check_mark ✅|ballot_box_with_check ☑️|heavy_check_mark ✔️|x ❌|heavy_multiplication_x ✖️|heavy_plus_sign ➕|heavy_minus_sign ➖|question ❓|grey_question ❔|exclamation=heavy_exclamation_mark ❗|bangbang ‼️|warning ⚠️|no_entry ⛔|no_entry_sign 🚫|octagonal_sign 🛑|information_source ℹ️|arrow_up ⬆️|arrow_down ⬇️|arrow_right ➡️|arrow_left ⬅️|arrow_upper_right ↗️|arrow_lower_right ↘️|arrows_counterclockwise 🔄|repeat 🔁|back 🔙|new 🆕|ok 🆗|sos 🆘|one 1️⃣|two 2️⃣|three 3️⃣|four 4️⃣|five 5️⃣|six 6️⃣|seven 7️⃣|eight 8️⃣|nine 9️⃣|keycap_ten 🔟|red_circle 🔴|large_orange_circle 🟠|large_yellow_circle 🟡|large_green_circle 🟢|large_blue_circle=blue_circle 🔵|large_purple_circle 🟣|white_circle ⚪|black_circle ⚫|large_red_square 🟥|large_yellow_square 🟨|large_green_square 🟩|large_blue_square 🟦|small_blue_diamond 🔹|small_orange_diamond 🔸|recycle ♻️|infinity ♾️|checkered_flag 🏁|triangular_flag_on_post 🚩|white_flag 🏳️|rainbow-flag 🏳️‍🌈|us 🇺🇸|gb=uk 🇬🇧|de 🇩🇪|fr 🇫🇷|es 🇪🇸|it 🇮🇹|jp 🇯🇵|in 🇮🇳",
};

export const CATEGORIES = [];
export const EMOJI = new Map();

for (const [title, line] of Object.entries(FAMILIES)) {
  const names = [];
  for (const entry of line.split("|")) {
    const space = entry.lastIndexOf(" ");
    const [first, ...others] = entry.slice(0, space).split("=");
    const glyph = entry.slice(space + 1);
    for (const name of [first, ...others]) EMOJI.set(name, glyph);
    names.push(first);
  }
  CATEGORIES.push({ title, names });
}
