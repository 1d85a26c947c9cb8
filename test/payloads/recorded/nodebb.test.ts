import { playRecording } from './play.ts'

playRecording('nodebb')
